"""Lists of people of whom some stand in them twice, with the truth known; and how well they are found."""
