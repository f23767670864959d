"""The corpus on the Hugging Face Hub: the dataset repository, its card, publishing, and loading it back."""
