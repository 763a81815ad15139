"""What every picture needs: how wide words are, where values lie, which colours."""
