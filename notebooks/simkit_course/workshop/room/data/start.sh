#!/bin/sh
# Opens the lessons: sh start.sh id | sh start.sh en
exec "$HOME/simkit-env/bin/simkit" lab ${1:+--lang "$1"}
