"""The frame every page stands in, and the pages that join the apps."""
