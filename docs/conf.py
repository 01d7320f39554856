"""Configuration of the documentation; the method pages are made from the catalogue."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import skrepr

project = "skrepr"
author = "The skrepr developers"
copyright = f"2026, {author}"
version = release = skrepr.__version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "sphinx_gallery.gen_gallery",
    "myst_parser",
    "method_pages",
    "mathml",
]
exclude_patterns = ["_build", "methods", "tables", "examples", "requirements.txt"]
sphinx_gallery_conf = {
    "examples_dirs": "examples",
    "gallery_dirs": "auto_examples",
    "abort_on_example_error": True,
    "download_all_examples": False,
    "remove_config_comments": True,
    "show_memory": False,
    "show_signature": False,
    "write_computation_times": False,
}
myst_enable_extensions = ["dollarmath", "colon_fence", "deflist"]
myst_heading_anchors = 3
autodoc_typehints = "none"
autosummary_generate = True
numpydoc_show_class_members = False
numpydoc_xref_param_type = False
nitpicky = False

html_math_renderer = "mathml"
html_theme = "pydata_sphinx_theme"
html_title = "skrepr"
html_static_path = ["_static"]
html_css_files = ["skrepr.css"]
html_show_sourcelink = False
# a sidebar only where there are pages beside this one
html_sidebars = {
    "*": [],
    "generated/*": ["sidebar-nav-bs"],
    "auto_examples/*": ["sidebar-nav-bs"],
}
html_context = {"default_mode": "auto"}
html_theme_options = {
    "navigation_with_keys": False,
    "show_toc_level": 2,
    "header_links_before_dropdown": 6,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
}
