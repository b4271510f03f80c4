"""Where the bytes of a model come from: a model hub, wheels of a package index."""
