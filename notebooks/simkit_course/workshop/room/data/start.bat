@echo off
rem Opens the lessons in the language of this stick; in another one: start.bat id, or start.bat en
if "%~1"=="" ("%USERPROFILE%\simkit-env\Scripts\simkit.exe" lab --lang @LANG@) else ("%USERPROFILE%\simkit-env\Scripts\simkit.exe" lab --lang %~1)
if errorlevel 1 pause
