"""Training and evaluating: views of the corpus as rows, folds, scores."""
