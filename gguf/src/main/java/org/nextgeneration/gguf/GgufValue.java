package org.nextgeneration.gguf;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** One metadata value. Immutable. */
public sealed interface GgufValue {
    /** {@return the type written in the file; ARRAY for both kinds of array} */
    GgufValueType type();

    /**
     * An integer.
     *
     * @param type one of the eight integer types
     * @param value the number; a UINT64 above {@link Long#MAX_VALUE} is negative here
     */
    record Whole(GgufValueType type, long value) implements GgufValue {
        /** Rejects a value outside the type's range. */
        public Whole {
            if (!type.holds(value)) {
                throw new IllegalArgumentException("%s cannot hold %d".formatted(type, value));
            }
        }
    }

    /**
     * A floating-point number.
     *
     * @param type FLOAT32 or FLOAT64
     * @param value the number, widened if it is a FLOAT32
     */
    record Real(GgufValueType type, double value) implements GgufValue {
        /** Rejects other types. */
        public Real {
            if (!type.isReal()) {
                throw new IllegalArgumentException("%s is no floating-point type".formatted(type));
            }
        }
    }

    /**
     * A truth value.
     *
     * @param value the value
     */
    record Flag(boolean value) implements GgufValue {
        @Override
        public GgufValueType type() {
            return GgufValueType.BOOL;
        }
    }

    /**
     * A string.
     *
     * @param value the text; bytes of the file that are not UTF-8 read as U+FFFD
     */
    record Text(String value) implements GgufValue {
        /** Rejects null. */
        public Text {
            requireNonNull(value, "value");
        }

        @Override
        public GgufValueType type() {
            return GgufValueType.STRING;
        }
    }

    /**
     * An array of strings.
     *
     * @param texts the strings, kept as bytes
     */
    record Texts(GgufTexts texts) implements GgufValue {
        @Override
        public GgufValueType type() {
            return GgufValueType.ARRAY;
        }
    }

    /**
     * An array of numbers or truth values.
     *
     * @param numbers the elements
     */
    record Numbers(GgufNumbers numbers) implements GgufValue {
        @Override
        public GgufValueType type() {
            return GgufValueType.ARRAY;
        }
    }

    /** {@return an unsigned 32-bit integer} */
    static GgufValue uint32(long value) {
        return new Whole(GgufValueType.UINT32, value);
    }

    /** {@return a signed 32-bit integer} */
    static GgufValue int32(int value) {
        return new Whole(GgufValueType.INT32, value);
    }

    /** {@return an unsigned 64-bit integer; a negative argument stands for its 64 bits} */
    static GgufValue uint64(long value) {
        return new Whole(GgufValueType.UINT64, value);
    }

    /** {@return a 32-bit float} */
    static GgufValue float32(float value) {
        return new Real(GgufValueType.FLOAT32, value);
    }

    /** {@return a truth value} */
    static GgufValue bool(boolean value) {
        return new Flag(value);
    }

    /** {@return a string} */
    static GgufValue text(String value) {
        return new Text(value);
    }

    /** {@return an array of strings} */
    static GgufValue texts(List<String> values) {
        return new Texts(GgufTexts.of(values));
    }

    /** {@return an array of 32-bit floats} */
    static GgufValue float32s(float... values) {
        return new Numbers(GgufNumbers.ofFloats(values));
    }

    /** {@return an array of signed 32-bit integers} */
    static GgufValue int32s(int... values) {
        return new Numbers(GgufNumbers.ofInts(values));
    }

    /** {@return what a person would call this value's type, with the element type of an array} */
    default String describeType() {
        return switch (this) {
            case Whole whole -> whole.type().toString();
            case Real real -> real.type().toString();
            case Flag flag -> flag.type().toString();
            case Text text -> text.type().toString();
            case Texts array -> "ARRAY of %d STRING".formatted(array.texts().size());
            case Numbers array ->
                    "ARRAY of %d %s"
                            .formatted(array.numbers().size(), array.numbers().elementType());
        };
    }
}
