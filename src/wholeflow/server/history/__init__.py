"""The one history of everything that changed, and the write door's hinge."""
