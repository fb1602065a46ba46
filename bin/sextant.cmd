@echo off
rem Runs Sextant's command line. The editor puts this folder on the PATH of its terminals and names
rem its own Node in SEXTANT_NODE; elsewhere the node of the PATH is used.
setlocal
set "cli=%~dp0..\dist\cli.cjs"
if defined SEXTANT_NODE if exist "%SEXTANT_NODE%" (
  set ELECTRON_RUN_AS_NODE=1
  "%SEXTANT_NODE%" "%cli%" %*
  exit /b
)
where node >nul 2>nul
if errorlevel 1 (
  echo sextant: Node was not found. Install Node 22.13 or newer, or use a terminal of VS Code. 1>&2
  exit /b 3
)
node "%cli%" %*
exit /b
