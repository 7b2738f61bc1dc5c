package org.nextgeneration.gguf;

/**
 * What a processor does with weights before it computes with them: some types it keeps in an order
 * of its own beside the mapped file. Source: {@code ggml_repack_get_optimal_repack_type} in {@code
 * repack.cpp} of llama.cpp v0.5.0.
 */
public enum Processor {
    /**
     * An x86 processor with AVX2. One with AVX-512 also reorders Q2_K, and one without AVX2
     * nothing; which it is, the architecture does not tell.
     */
    X86,
    /** A 64-bit ARM processor with dot products, as all of the last years have. */
    ARM,
    /** Another one, of which nothing is known. */
    OTHER;

    /** What is not reordered. */
    private static final int NEVER = 0;

    /** {@return the processor of an architecture as Java names it in {@code os.arch}} */
    public static Processor of(String architecture) {
        return switch (architecture) {
            case "amd64", "x86_64" -> X86;
            case "aarch64" -> ARM;
            default -> OTHER;
        };
    }

    /** {@return whether it reorders a matrix of so many rows} */
    boolean repacks(TensorType type, long rowCount) {
        int unit =
                switch (this) {
                    case X86 -> rowsOnX86(type);
                    case ARM -> rowsOnArm(type);
                    case OTHER -> NEVER;
                };
        return unit != NEVER && rowCount % unit == 0;
    }

    /** {@return what the number of rows must be a multiple of} */
    private static int rowsOnX86(TensorType type) {
        return switch (type) {
            case Q4_0, Q4_K, IQ4_NL, MXFP4 -> 8;
            default -> NEVER;
        };
    }

    /** {@return the same} */
    private static int rowsOnArm(TensorType type) {
        return switch (type) {
            case Q4_K, Q5_K, Q6_K -> 8;
            case Q4_0, Q8_0, Q1_0, IQ4_NL, MXFP4 -> 4;
            default -> NEVER;
        };
    }
}
