package org.nextgeneration.gpu;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;

/**
 * The functions of an opened NVML library, by name.
 *
 * @param library what was opened
 */
record NvmlSymbols(SymbolLookup library) {
    /** {@return a function of the library; each of them returns {@code nvmlReturn_t}} */
    NvmlFunction function(String name, MemoryLayout... parameters) {
        return new NvmlFunction(library, name, FunctionDescriptor.of(JAVA_INT, parameters));
    }
}
