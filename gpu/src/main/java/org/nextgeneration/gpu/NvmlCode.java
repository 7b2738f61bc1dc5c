package org.nextgeneration.gpu;

/** What a function of NVML answers. Source: {@code nvmlReturn_t} in nvml.h. */
final class NvmlCode {
    static final int SUCCESS = 0;
    static final int UNINITIALIZED = 1;
    static final int NOT_SUPPORTED = 3;
    static final int NO_PERMISSION = 4;
    static final int INSUFFICIENT_SIZE = 7;
    static final int DRIVER_NOT_LOADED = 9;
    static final int TIMEOUT = 10;
    static final int FUNCTION_NOT_FOUND = 13;
    static final int LIB_RM_VERSION_MISMATCH = 18;
    static final int ARGUMENT_VERSION_MISMATCH = 25;

    /** {@code NVML_VALUE_NOT_AVAILABLE}: all bits set, put where a value should be. */
    static final String VALUE_NOT_AVAILABLE = "NVML_VALUE_NOT_AVAILABLE";

    private NvmlCode() {}

    /** {@return whether a newer form of a function is what is missing, so that an older may do} */
    static boolean asksForOlder(int code) {
        return code == FUNCTION_NOT_FOUND || code == ARGUMENT_VERSION_MISMATCH;
    }

    /**
     * {@return the name that nvml.h gives to a code; of a number that it does not know, a like one}
     */
    static String name(int code) {
        return switch (code) {
            case SUCCESS -> "NVML_SUCCESS";
            case UNINITIALIZED -> "NVML_ERROR_UNINITIALIZED";
            case 2 -> "NVML_ERROR_INVALID_ARGUMENT";
            case NOT_SUPPORTED -> "NVML_ERROR_NOT_SUPPORTED";
            case NO_PERMISSION -> "NVML_ERROR_NO_PERMISSION";
            case 5 -> "NVML_ERROR_ALREADY_INITIALIZED";
            case 6 -> "NVML_ERROR_NOT_FOUND";
            case INSUFFICIENT_SIZE -> "NVML_ERROR_INSUFFICIENT_SIZE";
            case 8 -> "NVML_ERROR_INSUFFICIENT_POWER";
            case DRIVER_NOT_LOADED -> "NVML_ERROR_DRIVER_NOT_LOADED";
            case TIMEOUT -> "NVML_ERROR_TIMEOUT";
            case 11 -> "NVML_ERROR_IRQ_ISSUE";
            case 12 -> "NVML_ERROR_LIBRARY_NOT_FOUND";
            case FUNCTION_NOT_FOUND -> "NVML_ERROR_FUNCTION_NOT_FOUND";
            case 14 -> "NVML_ERROR_CORRUPTED_INFOROM";
            case 15 -> "NVML_ERROR_GPU_IS_LOST";
            case 16 -> "NVML_ERROR_RESET_REQUIRED";
            case 17 -> "NVML_ERROR_OPERATING_SYSTEM";
            case LIB_RM_VERSION_MISMATCH -> "NVML_ERROR_LIB_RM_VERSION_MISMATCH";
            case 19 -> "NVML_ERROR_IN_USE";
            case 20 -> "NVML_ERROR_MEMORY";
            case 21 -> "NVML_ERROR_NO_DATA";
            case 22 -> "NVML_ERROR_VGPU_ECC_NOT_SUPPORTED";
            case 23 -> "NVML_ERROR_INSUFFICIENT_RESOURCES";
            case 24 -> "NVML_ERROR_FREQ_NOT_SUPPORTED";
            case ARGUMENT_VERSION_MISMATCH -> "NVML_ERROR_ARGUMENT_VERSION_MISMATCH";
            case 26 -> "NVML_ERROR_DEPRECATED";
            case 27 -> "NVML_ERROR_NOT_READY";
            case 28 -> "NVML_ERROR_GPU_NOT_FOUND";
            case 29 -> "NVML_ERROR_INVALID_STATE";
            case 30 -> "NVML_ERROR_RESET_TYPE_NOT_SUPPORTED";
            case 999 -> "NVML_ERROR_UNKNOWN";
            default -> "NVML_ERROR_" + Integer.toUnsignedString(code);
        };
    }
}
