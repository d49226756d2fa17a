#!/bin/sh
# Opens the lessons in the language of this stick; in another one: sh start.sh id | sh start.sh en
exec "$HOME/simkit-env/bin/simkit" lab --lang "${1:-@LANG@}"
