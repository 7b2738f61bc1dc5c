package org.nextgeneration.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;

/** What concerns the library as a whole. Source: {@code llama.h}, {@code ggml-backend.h}. */
final class LibraryFunctions {
    // const char * llama_version(void);
    final NativeFunction version;

    // void llama_log_set(ggml_log_callback log_callback, void * user_data);
    final NativeFunction logTo;

    // void llama_backend_init(void);
    final NativeFunction initialize;

    // const char * llama_print_system_info(void);
    final NativeFunction systemInformation;

    // struct llama_model_params llama_model_default_params(void);
    final NativeFunction modelDefaults;

    // struct llama_context_params llama_context_default_params(void);
    final NativeFunction contextDefaults;

    // void ggml_backend_load_all_from_path(const char * dir_path);
    final NativeFunction loadBackends;

    // size_t ggml_backend_dev_count(void);
    final NativeFunction deviceCount;

    // ggml_backend_dev_t ggml_backend_dev_get(size_t index);
    final NativeFunction device;

    // void ggml_backend_dev_get_props(
    //         ggml_backend_dev_t device, struct ggml_backend_dev_props * props);
    final NativeFunction deviceProperties;

    // ggml_backend_reg_t ggml_backend_dev_backend_reg(ggml_backend_dev_t device);
    final NativeFunction deviceBackEnd;

    // const char * ggml_backend_reg_name(ggml_backend_reg_t reg);
    final NativeFunction backEndName;

    LibraryFunctions(NativeSymbols symbols) {
        version = symbols.pointer("llama_version");
        logTo = symbols.call("llama_log_set", ADDRESS, ADDRESS);
        initialize = symbols.call("llama_backend_init");
        systemInformation = symbols.pointer("llama_print_system_info");
        modelDefaults =
                symbols.function(
                        "llama_model_default_params",
                        FunctionDescriptor.of(NativeStructs.MODEL_PARAMS));
        contextDefaults =
                symbols.function(
                        "llama_context_default_params",
                        FunctionDescriptor.of(NativeStructs.CONTEXT_PARAMS));
        loadBackends = symbols.call("ggml_backend_load_all_from_path", ADDRESS);
        deviceCount = symbols.longInteger("ggml_backend_dev_count");
        device = symbols.pointer("ggml_backend_dev_get", JAVA_LONG);
        deviceProperties = symbols.call("ggml_backend_dev_get_props", ADDRESS, ADDRESS);
        deviceBackEnd = symbols.pointer("ggml_backend_dev_backend_reg", ADDRESS);
        backEndName = symbols.pointer("ggml_backend_reg_name", ADDRESS);
    }
}
