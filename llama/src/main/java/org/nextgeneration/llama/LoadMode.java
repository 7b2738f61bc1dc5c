package org.nextgeneration.llama;

/** How weights come into memory. Source: {@code enum llama_load_mode} in {@code llama.h}. */
public enum LoadMode {
    /** The library decides by what the devices can do. */
    AUTO(-1),
    /** Read into memory of our own. */
    READ(0),
    /** Mapped; pages come in on first use and are shared between processes. */
    MAP(1),
    /** Read into memory of our own that the system may not swap out. */
    LOCK(2),
    /** Mapped, and the system may not swap it out. */
    MAP_AND_LOCK(3),
    /** Read past the system's page cache. */
    DIRECT(4);

    private final int code;

    LoadMode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
