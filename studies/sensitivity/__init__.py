"""Screening: which guesses decide an outcome, or what a policy does?"""
