"""Quality of the answers: learning the weights, and measuring them on questions nobody learned from."""
