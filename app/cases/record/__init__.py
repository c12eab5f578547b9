"""The record of what was done: who looked, the daily root, checking, erasing, keys."""
