package org.nextgeneration.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * Ctrl-C, which a terminal sends to every process that it started, a worker included. Whether the
 * answer or the program ends is the parent's decision, so a worker ignores it.
 *
 * <p>Sources: POSIX.1-2017 {@code signal.h}; Windows {@code consoleapi.h}.
 */
public final class TerminalInterrupt {
    private static final int SIGINT = 2;
    private static final long SIG_IGN = 1;
    private static final int TRUE = 1;

    private TerminalInterrupt() {}

    /**
     * Makes this process ignore Ctrl-C, for as long as it lives. Does nothing where the system does
     * not have the function.
     */
    public static void ignore() {
        if (System.getProperty("os.name").startsWith("Windows")) {
            ignoreOnWindows();
        } else {
            ignoreOnUnix();
        }
    }

    @SuppressWarnings("restricted") // Links one function of the C library.
    private static void ignoreOnUnix() {
        Linker linker = Linker.nativeLinker();
        // void (*signal(int sig, void (*func)(int)))(int);
        linker.defaultLookup()
                .find("signal")
                .map(
                        address ->
                                linker.downcallHandle(
                                        address, FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS)))
                .ifPresent(TerminalInterrupt::callSignal);
    }

    private static void callSignal(MethodHandle signal) {
        try {
            MemorySegment _ =
                    (MemorySegment) signal.invokeExact(SIGINT, MemorySegment.ofAddress(SIG_IGN));
        } catch (Throwable unreachable) {
            throw new AssertionError("signal throws nothing", unreachable);
        }
    }

    @SuppressWarnings("restricted") // Links one function of Windows' own library.
    private static void ignoreOnWindows() {
        Linker linker = Linker.nativeLinker();
        // BOOL SetConsoleCtrlHandler(PHANDLER_ROUTINE HandlerRoutine, BOOL Add);
        SymbolLookup.libraryLookup("kernel32", Arena.global())
                .find("SetConsoleCtrlHandler")
                .map(
                        address ->
                                linker.downcallHandle(
                                        address,
                                        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT)))
                .ifPresent(TerminalInterrupt::callSetConsoleCtrlHandler);
    }

    private static void callSetConsoleCtrlHandler(MethodHandle setHandler) {
        try {
            int _ = (int) setHandler.invokeExact(MemorySegment.NULL, TRUE);
        } catch (Throwable unreachable) {
            throw new AssertionError("SetConsoleCtrlHandler throws nothing", unreachable);
        }
    }
}
