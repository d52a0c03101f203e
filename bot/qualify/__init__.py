"""What is known of a lead, what is asked next, and whether a rep should meet them."""
