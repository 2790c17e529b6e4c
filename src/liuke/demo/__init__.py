"""What a demo needs beside real data: histories that are generated."""
