"""`/o/dispatch`: who goes where and why, who else could, and the licences that say who may."""
