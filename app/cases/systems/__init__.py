"""Department systems: their register, how they are asked for a case, what they report, and the reckoning afterwards."""
