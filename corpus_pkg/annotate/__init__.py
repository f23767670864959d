"""Making annotations: a corpus of one's own, drafts, agreement, adjudication, comparison."""
