@echo off
rem Opens the lessons: start.bat id, or start.bat en
if "%~1"=="" ("%USERPROFILE%\simkit-env\Scripts\simkit.exe" lab) else ("%USERPROFILE%\simkit-env\Scripts\simkit.exe" lab --lang %~1)
if errorlevel 1 pause
