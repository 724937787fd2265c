"""What comes in from outside, by addresses that only operators set: pages of other systems, embeddings."""
