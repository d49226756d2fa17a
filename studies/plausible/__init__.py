"""History matching: which settings of what is guessed does no fact that was put in rule out?"""
