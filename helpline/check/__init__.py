"""Rules over the content as a whole: what would mislead, cost or break, found before anybody meets it."""
