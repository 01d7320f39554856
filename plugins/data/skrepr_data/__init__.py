"""Real data sets for skrepr: graphs, signals, images, texts, tables, molecules."""
