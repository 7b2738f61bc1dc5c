package org.nextgeneration.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Takes what libllama logs, makes lines of it, and passes them on.
 *
 * <p>It remembers the last complaints, because the library says why something failed only here. The
 * library may log from any of its threads.
 */
@SuppressWarnings("restricted") // It reads text that C gives.
final class LogRelay {
    private static final int LINE_CHARACTERS_MAX = 4_096;
    private static final int COMPLAINTS_MAX = 8;

    // enum ggml_log_level
    private static final int CODE_DEBUG = 1;
    private static final int CODE_WARN = 3;
    private static final int CODE_ERROR = 4;
    private static final int CODE_CONTINUED = 5;

    private final Deque<String> complaints = new ArrayDeque<>();
    private final StringBuilder line = new StringBuilder();
    private LogLevel level = LogLevel.INFO;
    private LogListener listener = LogListener.QUIET;

    /**
     * Makes the function that C calls.
     *
     * @param arena must outlive every call, so in practice forever
     */
    MemorySegment callback(Arena arena) {
        // typedef void (*ggml_log_callback)(
        //         enum ggml_log_level level, const char * text, void * user_data);
        return NativeCallback.of(
                MethodHandles.lookup(),
                this,
                "log",
                FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, ADDRESS),
                arena);
    }

    synchronized void listener(LogListener next) {
        listener = next;
    }

    /** Forgets earlier complaints, so that those that follow belong to what is done next. */
    synchronized void forget() {
        complaints.clear();
    }

    /** {@return the complaints since {@link #forget}, in one line, or words that say none came} */
    synchronized String complaints() {
        return complaints.isEmpty() ? "libllama gave no reason" : String.join("; ", complaints);
    }

    /** Called by C. An exception that left it would end the process, so none does. */
    @SuppressWarnings("unused") // Looked up by name in callback.
    private void log(int code, MemorySegment text, MemorySegment userData) {
        try {
            String piece =
                    text.reinterpret(NativeText.BYTES_MAX).getString(0, StandardCharsets.UTF_8);
            append(code, piece);
        } catch (Throwable dropped) { // Nothing may unwind into C; a lost log line harms nobody.
            forgetLine();
        }
    }

    private synchronized void forgetLine() {
        line.setLength(0);
    }

    private synchronized void append(int code, String piece) {
        if (code != CODE_CONTINUED) {
            flush();
            level = level(code);
        }
        int start = 0;
        for (int end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', start)) {
            extend(piece, start, end);
            flush();
            start = end + 1;
        }
        extend(piece, start, piece.length());
    }

    private void extend(String piece, int start, int end) {
        int room = LINE_CHARACTERS_MAX - line.length();
        line.append(piece, start, Math.min(end, start + room));
    }

    private void flush() {
        if (line.isEmpty()) {
            return;
        }
        String whole = line.toString();
        line.setLength(0);
        if (level == LogLevel.WARN || level == LogLevel.ERROR) {
            if (complaints.size() == COMPLAINTS_MAX) {
                complaints.removeFirst();
            }
            complaints.addLast(whole);
        }
        listener.logged(level, whole);
    }

    private static LogLevel level(int code) {
        return switch (code) {
            case CODE_DEBUG -> LogLevel.DEBUG;
            case CODE_WARN -> LogLevel.WARN;
            case CODE_ERROR -> LogLevel.ERROR;
            default -> LogLevel.INFO;
        };
    }
}
