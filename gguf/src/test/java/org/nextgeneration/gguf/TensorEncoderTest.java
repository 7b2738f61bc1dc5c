package org.nextgeneration.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorEncoderTest {
    private static final int BLOCK = 32;

    @Test
    void encode_f32_writesLittleEndianBits() {
        assertArrayEquals(
                HexFormat.of().parseHex("0000803f000020c1"),
                TensorEncoder.encode(TensorType.F32, new float[] {1, -10}));
    }

    @Test
    void encode_f16_roundsHalvesToEven() {
        // 2049 lies between 2048 and 2050, 2051 between 2050 and 2052.
        assertArrayEquals(
                HexFormat.of().parseHex("003c0068026800c5"),
                TensorEncoder.encode(TensorType.F16, new float[] {1, 2049, 2051, -5}));
    }

    @Test
    void encode_q8_0_scalesByTheLargestAndRoundsHalvesAwayFromZero() {
        float[] values = new float[BLOCK];
        values[0] = 127;
        values[1] = -127;
        values[2] = 0.5f;
        values[3] = -0.5f;
        values[4] = 2.5f;
        values[5] = -2.5f;
        values[6] = 2.49f;
        byte[] expected = new byte[34];
        expected[1] = 0x3c; // 1.0 as a 16-bit float
        byte[] quants = {127, -127, 1, -1, 3, -3, 2};
        System.arraycopy(quants, 0, expected, 2, quants.length);

        assertArrayEquals(expected, TensorEncoder.encode(TensorType.Q8_0, values));
    }

    @Test
    void encode_q4_0_mapsTheLargestToMinusEightWhateverItsSign() {
        float[] values = new float[BLOCK];
        values[0] = 8; // scale -1: 8 is 0, -8 is 16, cut to 15
        values[16] = -8;
        values[1] = -2.4f; // 2.4 + 8.5 is 10
        values[17] = 7;
        byte[] expected = new byte[18];
        Arrays.fill(expected, 2, expected.length, (byte) 0x88);
        expected[1] = (byte) 0xbc; // -1.0 as a 16-bit float
        expected[2] = (byte) 0xf0;
        expected[3] = (byte) 0x1a;

        assertArrayEquals(expected, TensorEncoder.encode(TensorType.Q4_0, values));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Q8_0", "Q4_0"})
    void encode_zeros_givesScaleZero(String type) {
        TensorType tensorType = TensorType.valueOf(type);
        byte[] encoded = TensorEncoder.encode(tensorType, new float[2 * BLOCK]);

        assertEquals(0, encoded[0]);
        assertEquals(0, encoded[1] & 0x7f); // Q4_0 divides by -8: minus zero
        assertEquals(2 * tensorType.blockBytes(), encoded.length);
    }

    @Test
    void encode_q8_0_scaleWithInfiniteInverse_givesZeros() {
        float[] values = new float[BLOCK];
        values[3] = 1e-40f;

        assertArrayEquals(new byte[34], TensorEncoder.encode(TensorType.Q8_0, values));
    }

    @Test
    void encode_q8_0_randomValues_decodeWithinHalfAStep() {
        long seed = System.nanoTime();
        System.out.println("TensorEncoderTest seed " + seed);
        RandomGenerator random = RandomGeneratorFactory.of("SplittableRandom").create(seed);
        float[] values = new float[64 * BLOCK];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        byte[] encoded = TensorEncoder.encode(TensorType.Q8_0, values);
        for (int i = 0; i < values.length; i++) {
            int block = i / BLOCK * 34;
            short scaleBits = (short) ((encoded[block] & 0xff) | (encoded[block + 1] << 8));
            float scale = Float.float16ToFloat(scaleBits);
            float decoded = encoded[block + 2 + i % BLOCK] * scale;
            // Half a step of rounding, and the scale's own rounding to 11 bits at 127 steps.
            assertEquals(values[i], decoded, scale * (0.5f + 127f / 2048), "index " + i);
        }
    }

    @Test
    void encode_valueThatIsNoNumber_namesItsIndex() {
        float[] values = new float[BLOCK];
        values[7] = Float.NaN;
        for (TensorType type :
                new TensorType[] {
                    TensorType.F32, TensorType.F16, TensorType.Q8_0, TensorType.Q4_0
                }) {
            IllegalArgumentException failure =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> TensorEncoder.encode(type, values));
            assertTrue(
                    String.valueOf(failure.getMessage()).contains("index 7"), failure.getMessage());
        }
    }

    @Test
    void encode_valueBeyondHalf_isRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> TensorEncoder.encode(TensorType.F16, new float[] {70_000}));
    }

    @Test
    void encode_partOfABlock_isRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> TensorEncoder.encode(TensorType.Q8_0, new float[31]));
    }

    @Test
    void encode_typeWithoutEncoder_isRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> TensorEncoder.encode(TensorType.Q6_K, new float[256]));
    }
}
