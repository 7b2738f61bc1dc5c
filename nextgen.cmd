@echo off
rem Runs NextGeneration on Windows: finds a JDK 25 or newer, builds on first use, starts fast.
rem Works in paths with spaces, accents and exclamation marks: delayed expansion stays off, so that
rem "!" is a character like any other, and every path is quoted.
rem Settings: NEXTGEN_JAVA_HOME names the JDK; NEXTGEN_JAVA_OPTIONS adds JVM options.
setlocal EnableExtensions DisableDelayedExpansion

set "JAVA_FEATURE_MIN=25"
set "NODE_FEATURE_MIN=20"
set "LOCK_WAIT_SECONDS_MAX=900"
set "ROOT=%~dp0"
if "%ROOT:~-1%"=="\" set "ROOT=%ROOT:~0,-1%"

set "CHECKOUT=no"
set "NG_HOME=%ROOT%"
if exist "%ROOT%\cli\src\main\" (
    set "CHECKOUT=yes"
    set "NG_HOME=%ROOT%\cli\target\nextgen"
)

set "JDK="
set "JDK_VERSION="
set "FOUND="
set "NEED_COMPILER=no"

call :find_jar
if "%CHECKOUT%"=="yes" call :build_if_needed
if errorlevel 1 exit /b 1
call :find_jar
if not defined JAR (
    >&2 echo nextgen: found no program in "%NG_HOME%\lib"; unpack the distribution again.
    exit /b 1
)
if not defined JDK call :find_java
if not defined JDK goto :no_java
set "JVM_OPTIONS=-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m -XX:-UsePerfData -Xlog:disable -Xlog:all=error:stderr -Xlog:aot*=off:stderr --enable-native-access=ALL-UNNAMED"
call :make_caches_if_needed

rem Arguments with accents reach Java by the system's code page; output is UTF-8 whatever it is.
set "OLD_CODE_PAGE="
for /f "tokens=2 delims=:" %%P in ('chcp 2^>nul') do set "OLD_CODE_PAGE=%%P"
if defined OLD_CODE_PAGE set "OLD_CODE_PAGE=%OLD_CODE_PAGE: =%"
if defined OLD_CODE_PAGE set "OLD_CODE_PAGE=%OLD_CODE_PAGE:.=%"
chcp 65001 >nul 2>nul

set "CACHE_OPTION="
if exist "%NG_HOME%\nextgen.aot" set CACHE_OPTION="-XX:AOTCache=%NG_HOME%\nextgen.aot"

"%JDK%\bin\java.exe" %JVM_OPTIONS% %CACHE_OPTION% "-Dnextgen.home=%NG_HOME%" -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 %NEXTGEN_JAVA_OPTIONS% -cp "%JAR%" org.nextgeneration.cli.Main %*
set "EXIT_CODE=%ERRORLEVEL%"
if defined OLD_CODE_PAGE chcp %OLD_CODE_PAGE% >nul 2>nul
exit /b %EXIT_CODE%

rem --- The JDK -----------------------------------------------------------------------------------

:find_java
if defined NEXTGEN_JAVA_HOME call :try_java "%NEXTGEN_JAVA_HOME%"
if defined JDK exit /b 0
if defined JAVA_HOME call :try_java "%JAVA_HOME%"
if defined JDK exit /b 0
for /f "delims=" %%J in ('where java.exe 2^>nul') do call :try_java "%%~dpJ.."
if defined JDK exit /b 0
for %%F in ("%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Amazon Corretto" "%ProgramFiles%\Zulu" "%ProgramFiles%\BellSoft" "%USERPROFILE%\.jdks" "%LOCALAPPDATA%\Programs\Eclipse Adoptium" "%USERPROFILE%\scoop\apps\temurin25-jdk") do (
    if exist "%%~F\" for /d %%D in ("%%~F\*") do call :try_java "%%~D"
)
exit /b 0

rem Reads the version from the JDK's release file: much faster than asking java.
:try_java
if defined JDK exit /b 0
if not exist "%~f1\bin\java.exe" exit /b 0
if not exist "%~f1\release" exit /b 0
set "VERSION="
for /f "usebackq tokens=1,* delims==" %%A in ("%~f1\release") do if "%%A"=="JAVA_VERSION" set "VERSION=%%~B"
if not defined VERSION exit /b 0
set "FEATURE="
for /f "tokens=1 delims=.-+" %%V in ("%VERSION%") do set "FEATURE=%%V"
if not defined FEATURE exit /b 0
set /a "FEATURE_NUMBER=FEATURE" 2>nul
if %FEATURE_NUMBER% LSS %JAVA_FEATURE_MIN% (
    set "FOUND=%VERSION% in %~f1"
    exit /b 0
)
if "%NEED_COMPILER%"=="yes" if not exist "%~f1\bin\javac.exe" (
    set "FOUND=%VERSION% without a compiler in %~f1"
    exit /b 0
)
set "JDK=%~f1"
set "JDK_VERSION=%VERSION%"
exit /b 0

:no_java
>&2 echo nextgen: found no JDK %JAVA_FEATURE_MIN% or newer.
if defined FOUND >&2 echo Found: "%FOUND%"
>&2 echo Install one, for example Eclipse Temurin %JAVA_FEATURE_MIN% from https://adoptium.net
>&2 echo (winget install EclipseAdoptium.Temurin.25.JDK^), or set NEXTGEN_JAVA_HOME to where it is.
exit /b 1

rem --- The build ---------------------------------------------------------------------------------

:find_jar
set "JAR="
for %%J in ("%NG_HOME%\lib\cli-*.jar") do set "JAR=%%~fJ"
exit /b 0

rem Builds when there is no build, or when a source is newer than it.
:build_if_needed
call :is_build_needed
if "%NEEDED%"=="no" exit /b 0
set "NEED_COMPILER=yes"
call :find_java
if not defined JDK goto :no_java
call :require_build_tools
if errorlevel 1 exit /b 1
if not exist "%NG_HOME%\" mkdir "%NG_HOME%" 2>nul
set "PROBE=%NG_HOME%\.probe%RANDOM%"
2>nul (>"%PROBE%" echo off) || (
    >&2 echo nextgen: cannot write to "%NG_HOME%"; make it writable or build it first.
    exit /b 1
)
del /q "%PROBE%" 2>nul
set "LOCK=%ROOT%\cli\target\build.cmd.lock"
set "LOCK_TAKEN="
set "BUILD_RESULT=1"
set /a "WAITED=0"
rem The lock is the open file: Windows lets one process write to it, and closes it when that one
rem ends, however it ends. The first line only asks, so that a lock that is taken says nothing.
:take_lock
2>nul (9>"%LOCK%" echo off) || goto :wait_for_lock
9>"%LOCK%" call :build_locked
if defined LOCK_TAKEN (
    del /q "%LOCK%" 2>nul
    goto :build_done
)
:wait_for_lock
if %WAITED% EQU 0 >&2 echo nextgen: another build is running; waiting for it.
if %WAITED% GEQ %LOCK_WAIT_SECONDS_MAX% (
    >&2 echo nextgen: the other build has not ended after %WAITED% s; end it.
    exit /b 1
)
rem ping waits a second also where no console is attached, timeout does not.
ping -n 2 127.0.0.1 >nul 2>nul
set /a "WAITED+=1"
goto :take_lock
:build_done
exit /b %BUILD_RESULT%

rem What Maven would stumble over one by one, and late. npm is for what has not been fetched yet.
:require_build_tools
set "MISSING="
where mvn >nul 2>nul
if errorlevel 1 (
    set "MISSING=yes"
    >&2 echo nextgen: the build needs Maven 3.8.7 or newer ^(mvn^) on the PATH: https://maven.apache.org
)
set "NODE_FEATURE=0"
for /f "tokens=1 delims=v." %%V in ('node --version 2^>nul') do set "NODE_FEATURE=%%V"
if %NODE_FEATURE% LSS %NODE_FEATURE_MIN% (
    set "MISSING=yes"
    >&2 echo nextgen: the build needs Node %NODE_FEATURE_MIN% or newer ^(node^) on the PATH: https://nodejs.org
)
if not exist "%ROOT%\llama\natives\node_modules\.package-lock.json" (
    where npm >nul 2>nul || (
        set "MISSING=yes"
        >&2 echo nextgen: the build needs npm on the PATH; it comes with Node: https://nodejs.org
    )
)
if defined MISSING exit /b 1
exit /b 0

rem Runs while the lock is held. Another build may have ended meanwhile, well or badly.
:build_locked
set "LOCK_TAKEN=yes"
set "BUILD_RESULT=0"
call :find_jar
call :is_build_needed
if "%NEEDED%"=="no" exit /b 0
set "BUILD_RESULT=1"
set "LOG=%ROOT%\cli\target\build.log"
>&2 echo nextgen: building for the first use or after a change; log: "%LOG%"
rem From before the build: what changes while it runs is built the next time.
type nul > "%NG_HOME%\.building"
del /q "%NG_HOME%\nextgen.aot" "%NG_HOME%\worker.aot" "%NG_HOME%\.caches" 2>nul
pushd "%ROOT%"
set "SAVED_JAVA_HOME=%JAVA_HOME%"
set "JAVA_HOME=%JDK%"
call mvn -B -q -Dquick -DskipTests package -pl cli -am > "%LOG%" 2>&1 < nul
set "BUILD_CODE=%ERRORLEVEL%"
set "JAVA_HOME=%SAVED_JAVA_HOME%"
popd
if not "%BUILD_CODE%"=="0" (
    >&2 echo nextgen: the build failed. The end of its log:
    powershell -NoProfile -Command "Get-Content -LiteralPath $env:LOG -Tail 20" 1>&2
    >&2 echo nextgen: the whole log: "%LOG%"
    exit /b 0
)
move /y "%NG_HOME%\.building" "%NG_HOME%\.built" >nul
set "BUILD_RESULT=0"
exit /b 0

rem cmd itself cannot compare times finer than a day in every locale, so PowerShell does. Whatever
rem keeps it from answering, the build is then needed: an old program must not pass for a new one.
:is_build_needed
set "NEEDED=yes"
if not defined JAR exit /b 0
if not exist "%NG_HOME%\.built" exit /b 0
set "STAMP=%NG_HOME%\.built"
for /f "delims=" %%N in ('powershell -NoProfile -NonInteractive -Command "$ErrorActionPreference='Stop'; $t=(Get-Item -Force -LiteralPath $env:STAMP).LastWriteTimeUtc; $p=@(Get-ChildItem -LiteralPath $env:ROOT -Directory | ForEach-Object { Join-Path $_.FullName 'src\main'; Join-Path $_.FullName 'pom.xml' }); $p+='pom.xml','llama\natives\package-lock.json','demo-model\model' | ForEach-Object { Join-Path $env:ROOT $_ }; $p=@($p | Where-Object { Test-Path -LiteralPath $_ }); $f=Get-Item -Force -LiteralPath $p | ForEach-Object { if ($_.PSIsContainer) { Get-ChildItem -Force -LiteralPath $_.FullName -Recurse -File } else { $_ } }; if ($f | Where-Object { $_.LastWriteTimeUtc -gt $t }) { 'yes' } else { 'no' }" 2^>nul') do set "NEEDED=%%N"
exit /b 0

rem --- The caches --------------------------------------------------------------------------------

rem They make the start faster; whatever fails here is of no consequence. A failure is remembered
rem too: it would be the same at every start until the next build or the next JDK.
:make_caches_if_needed
set "CACHES_FIT="
if exist "%NG_HOME%\.caches" for /f "usebackq delims=" %%C in ("%NG_HOME%\.caches") do if "%%C"=="%JDK% %JDK_VERSION%" set "CACHES_FIT=yes"
if defined CACHES_FIT exit /b 0
rem An empty configuration, so that the user's own neither ends the training nor changes it.
set "TRAINING_CONFIG=%NG_HOME%\.training.yaml"
2>nul (>"%TRAINING_CONFIG%" echo off) || exit /b 0
rem Under another name first: a command that starts meanwhile must not see half a cache. What a
rem training that was ended left behind goes; what one that runs is writing cannot be deleted.
del /q "%NG_HOME%\nextgen.*.aot*" "%NG_HOME%\worker.*.aot*" "%NG_HOME%\nextgen.aot" "%NG_HOME%\worker.aot" 2>nul
set "TRAINING=%RANDOM%%RANDOM%"
set "PROGRAM_CACHE=%NG_HOME%\nextgen.%TRAINING%.aot"
set "WORKER_CACHE=%NG_HOME%\worker.%TRAINING%.aot"
"%JDK%\bin\java.exe" %JVM_OPTIONS% "-XX:AOTCacheOutput=%PROGRAM_CACHE%" "-Dnextgen.home=%NG_HOME%" -cp "%JAR%" org.nextgeneration.cli.Main --config "%TRAINING_CONFIG%" route --json "Write a Python function" >nul 2>nul <nul
if not errorlevel 1 if exist "%PROGRAM_CACHE%" move /y "%PROGRAM_CACHE%" "%NG_HOME%\nextgen.aot" >nul 2>nul
if not exist "%NG_HOME%\model\nextgen-demo.gguf" goto :caches_made
"%JDK%\bin\java.exe" %JVM_OPTIONS% "-Dnextgen.worker.cache.output=%WORKER_CACHE%" "-Dnextgen.home=%NG_HOME%" -cp "%JAR%" org.nextgeneration.cli.Main --config "%TRAINING_CONFIG%" ask --model "%NG_HOME%\model\nextgen-demo.gguf" --max-tokens 8 "Bonjour" >nul 2>nul <nul
if not errorlevel 1 if exist "%WORKER_CACHE%" move /y "%WORKER_CACHE%" "%NG_HOME%\worker.aot" >nul 2>nul
:caches_made
rem Through a loop variable, because a path may hold a sign that means something to echo.
>"%NG_HOME%\.caches" (for %%C in ("%JDK% %JDK_VERSION%") do echo %%~C)
exit /b 0
