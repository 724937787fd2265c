"""A simulated office: random sequences of everything that moves seats, and what must hold after each step."""
