package org.nextgeneration.llama;

import java.util.List;
import java.util.Optional;

/**
 * Something that libllama can compute on, as it was when asked.
 *
 * @param name as libllama calls it, such as {@code CPU} or {@code CUDA0}; no two have the same
 * @param description the product name
 * @param backEnd name of the back end that drives it, such as {@code CUDA} or {@code Vulkan}
 * @param kind what it is
 * @param pciAddress where it sits, such as {@code 0000:01:00.0}, as the back end writes it; empty
 *     where that does not tell
 * @param freeBytes memory free now, by the back end's own account
 * @param totalBytes memory in all
 */
public record Device(
        String name,
        String description,
        String backEnd,
        Kind kind,
        Optional<String> pciAddress,
        long freeBytes,
        long totalBytes) {
    /** Name of the back end whose devices are on other machines. */
    static final String BACK_END_RPC = "RPC";

    /** Source: {@code enum ggml_backend_dev_type} in {@code ggml-backend.h}. */
    public enum Kind {
        /** The processor, with the machine's memory. */
        CPU(0),
        /** A graphics card with memory of its own. */
        GPU(1),
        /** A graphics processor that uses the machine's memory. */
        INTEGRATED_GPU(2),
        /** Helps the processor, such as BLAS or AMX. */
        ACCELERATOR(3),
        /** Several devices that act as one. */
        COMBINED(4);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        static Kind of(int code) {
            return LibraryCode.find(
                    List.of(values()), value -> value.code, code, "a device of kind");
        }
    }
}
