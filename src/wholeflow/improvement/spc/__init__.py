"""Statistical process control: tell a change from the usual ups and downs."""
