package org.nextgeneration.gguf;

import static org.nextgeneration.gguf.GgufFormatException.quoted;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Checks that tensors lie inside the file and apart from each other.
 *
 * @param file for messages
 * @param fileBytes the file's size
 * @param dataOffsetBytes where the data section starts
 * @param tensors the rows, in the order of the file
 * @param rowOffsetsBytes where in the file each row starts
 */
record TensorTable(
        Path file,
        long fileBytes,
        long dataOffsetBytes,
        List<TensorInfo> tensors,
        List<Long> rowOffsetsBytes) {
    /**
     * Checks every tensor.
     *
     * @throws GgufFormatException at the first tensor that is beyond the file or on another one
     */
    void check() {
        int[] byOffset = indexesByOffset();
        long previousEnd = 0;
        for (int index : byOffset) {
            TensorInfo tensor = tensors.get(index);
            if (tensor.offsetBytes() < previousEnd) {
                throw new GgufFormatException(
                        file,
                        rowOffsetsBytes.get(index),
                        "tensor %s at offset %d, inside another"
                                .formatted(quoted(tensor.name()), tensor.offsetBytes()),
                        "offset %d or more".formatted(previousEnd),
                        "The file is damaged: download or convert it again.");
            }
            checkEnd(tensor, rowOffsetsBytes.get(index));
            previousEnd = tensor.offsetBytes() + tensor.dataBytes();
        }
    }

    private int[] indexesByOffset() {
        int[] indexes = new int[tensors.size()];
        boolean sorted = true;
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = i;
            sorted &= i == 0 || tensors.get(i - 1).offsetBytes() <= tensors.get(i).offsetBytes();
        }
        if (sorted) {
            return indexes;
        }
        return Arrays.stream(indexes)
                .boxed()
                .sorted(Comparator.comparingLong(i -> tensors.get(i).offsetBytes()))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private void checkEnd(TensorInfo tensor, long rowOffsetBytes) {
        // Sums of hostile numbers overflow; differences of numbers of 0 or more do not.
        long dataSectionBytes = Math.max(0, fileBytes - dataOffsetBytes);
        if (dataSectionBytes - tensor.offsetBytes() >= tensor.dataBytes()) {
            return;
        }
        throw new GgufFormatException(
                file,
                rowOffsetBytes,
                "tensor %s of %d bytes at offset %d"
                        .formatted(quoted(tensor.name()), tensor.dataBytes(), tensor.offsetBytes()),
                "at most the %d bytes of data that the file has".formatted(dataSectionBytes),
                "The file is incomplete: download or copy it again.");
    }
}
