"""What the plots need of the tables of a run, counted in one pass and held within stated bounds."""
