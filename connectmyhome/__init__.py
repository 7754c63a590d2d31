"""Connect My Home: one application for electricity, gas, water and telecom (R13)."""
