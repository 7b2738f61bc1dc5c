package org.nextgeneration.llama;

/** How grave a log line of libllama is. Source: {@code enum ggml_log_level} in {@code ggml.h}. */
public enum LogLevel {
    /** Of use to those who work on the library. */
    DEBUG,
    /** What the library does. */
    INFO,
    /** Something is off; work goes on. */
    WARN,
    /** Something failed. */
    ERROR
}
