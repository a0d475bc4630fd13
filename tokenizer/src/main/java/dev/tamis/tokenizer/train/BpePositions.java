package dev.tamis.tokenizer.train;

import java.util.Arrays;

/**
 * Lists of positions, each in one piece of a larger block. Lists shrink and go, and a block goes with its last list;
 * their places are not used again, which bounds the memory by the positions ever given: three a character.
 */
final class BpePositions {
    private static final int BITS = 16;
    private static final int BLOCK = 1 << BITS;

    private int[][] blocks = new int[64][];

    /** By block, the positions in living lists. */
    private int[] living = new int[64];

    private int blockCount;

    /** Numbers of blocks that are gone, to be given again. */
    private int[] vacant = new int[64];

    private int vacantCount;
    private int current = -1;
    private int filled;

    /** Room for a list of at least one position; gives its address. */
    int allocate(int size) {
        if (size > BLOCK / 4) {
            int block = newBlock(size);
            living[block] = size;
            return block << BITS;
        }
        if (current < 0 || filled + size > BLOCK) {
            int before = current;
            current = newBlock(BLOCK);
            filled = 0;
            if (before >= 0 && living[before] == 0) {
                drop(before);
            }
        }
        int address = current << BITS | filled;
        filled += size;
        living[current] += size;
        return address;
    }

    private int newBlock(int size) {
        int block;
        if (vacantCount > 0) {
            block = vacant[--vacantCount];
        } else {
            if (blockCount == 1 << (32 - BITS)) {
                throw new IllegalArgumentException("the pairs of symbols take more than 2^32 positions; train on fewer"
                        + " sentences (input_sentence_size)");
            }
            if (blockCount == blocks.length) {
                blocks = Arrays.copyOf(blocks, blockCount * 2);
                living = Arrays.copyOf(living, blockCount * 2);
            }
            block = blockCount++;
        }
        blocks[block] = new int[size];
        return block;
    }

    /** Takes {@code size} positions less to be living in the list at the address. */
    void free(int address, int size) {
        int block = address >>> BITS;
        living[block] -= size;
        if (living[block] == 0 && block != current) {
            drop(block);
        }
    }

    private void drop(int block) {
        blocks[block] = null;
        if (vacantCount == vacant.length) {
            vacant = Arrays.copyOf(vacant, vacantCount * 2);
        }
        vacant[vacantCount++] = block;
    }

    /** The array that holds the list at the address, from {@link #offset} on. */
    int[] block(int address) {
        return blocks[address >>> BITS];
    }

    static int offset(int address) {
        return address & (BLOCK - 1);
    }
}
