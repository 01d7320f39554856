from ._fastrp import FastRP as FastRP
