"""The rules of the annotation guidelines that a program can check, as pure functions, and their use."""
