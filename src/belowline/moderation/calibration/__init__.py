"""How a site's own rulings refit the points and the weights."""
