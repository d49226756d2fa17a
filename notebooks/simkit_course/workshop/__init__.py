"""The trainer's workshop: a class game with a key of its own, hand-ins, a board and debrief sheets."""
