"""Measurements, as ratios between this API and a hand-written route, taken side by side in one run."""
