"""Form exports: columns matched by the wording of the questionnaire, rows turned into answers."""
