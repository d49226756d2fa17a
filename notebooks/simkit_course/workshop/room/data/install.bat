@echo off
rem Installs simkit from this stick, without network and without make: install.bat [FOLDER]
rem FOLDER is where Python's packages go; without one it is simkit-env in your user folder.
setlocal
set "HERE=%~dp0"
set "ENV=%~1"
if "%ENV%"=="" set "ENV=%USERPROFILE%\simkit-env"
set "V="
for %%V in (3.12 3.13 3.11) do call :try %%V
if not defined V goto none
echo Memasang ke / Installing into: %ENV% (Python %V%)
py -%V% -m venv "%ENV%"
if errorlevel 1 exit /b 2
rem --isolated: an index or a mirror in somebody's own settings must not be asked.
"%ENV%\Scripts\python.exe" -m pip --isolated --disable-pip-version-check install --quiet --no-index --no-deps --require-hashes --find-links "%HERE%wheels" -r "%HERE%requirements\win-%V%.txt"
if errorlevel 1 goto failed
"%ENV%\Scripts\python.exe" -m pip --isolated --disable-pip-version-check check
if errorlevel 1 goto failed
"%ENV%\Scripts\simkit.exe" workshop check --for @USE@ --lang @LANG@
pause
exit /b 0

:try
if defined V exit /b 0
if not exist "%HERE%requirements\win-%1.txt" exit /b 0
py -%1 -c "import struct; raise SystemExit(struct.calcsize('P') != 8)" >nul 2>&1
if not errorlevel 1 set "V=%1"
exit /b 0

:none
echo Tidak ada Python 64-bit yang cocok di sini. Stik ini melayani:
echo No 64-bit Python here that fits. This stick serves:
dir /b "%HERE%requirements\win-*.txt"
pause
exit /b 2

:failed
echo Gagal. Bila tertulis HASHES, salin ulang isi stik.
echo Failed. If it says HASHES, copy the stick again.
pause
exit /b 1
