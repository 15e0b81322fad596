@echo Bellhop does not run under cmd.exe or PowerShell: install WSL (wsl --install) and run npm there. 1>&2 & exit /b 1
