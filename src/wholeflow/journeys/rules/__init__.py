"""What a place says of its logs, in a text file that people can read and change."""
