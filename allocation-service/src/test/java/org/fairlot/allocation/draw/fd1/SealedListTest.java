package org.fairlot.allocation.draw.fd1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SealedListTest {

  /** Leaves and roots of the reference implementation of Certificate Transparency. */
  private static final List<String> RFC_6962_LEAVES =
      List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

  private static final List<String> RFC_6962_ROOTS =
      List.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  @Test
  void the_tree_is_that_of_rfc_6962() {
    for (int size = 0; size <= RFC_6962_LEAVES.size(); size++) {
      var leaves = new Hashes(size);
      for (int i = 0; i < size; i++) {
        byte[] leaf = Sha256.leaf(HexFormat.of().parseHex(RFC_6962_LEAVES.get(i))).bytes();
        System.arraycopy(leaf, 0, leaves.array(), Hashes.at(i), Hash.BYTES);
      }
      assertThat(new MerkleTree(leaves).root()).as("%d leaves", size).hasToString(RFC_6962_ROOTS.get(size));
    }
  }

  @Test
  void every_entry_can_be_shown_to_be_on_the_list_and_only_there() {
    for (int size = 1; size <= 70; size++) {
      var list = SampleDraw.random(new Random(size), size).list();
      for (int index = 0; index < size; index++) {
        var proof = list.inclusion(index);
        assertThat(list.indexOf(list.entry(index).leaf())).isEqualTo(index);
        assertThat(proof.shows(list.leaf(index), list.root())).isTrue();
        assertThat(proof.shows(SampleDraw.sha256("other"), list.root())).isFalse();
        assertThat(new InclusionProof(index + 1, size, proof.path()).shows(list.leaf(index), list.root())).isFalse();
        assertThat(new InclusionProof(index, size, proof.path().reversed()).shows(list.leaf(index), list.root()))
            .isEqualTo(proof.path().size() < 2);
      }
    }
  }

  @Test
  void who_is_left_out_when_it_is_sealed_was_never_on_it() {
    for (int size = 1; size <= 40; size++) {
      var random = new Random(size);
      var all = SampleDraw.random(random, size).list();
      var builder = SealedList.builder();
      var without = new BitSet();
      var others = new ArrayList<Entry>();
      for (int index = 0; index < size; index++) {
        builder.add(all.entry(index));
        if (random.nextInt(4) == 0) {
          without.set(index);
        } else {
          others.add(all.entry(index));
        }
      }
      var list = builder.sealWithout(without);
      assertThat(list.size()).isEqualTo(others.size());
      assertThat(list.root()).isEqualTo(SealedList.of(others).root());
      for (int index = 0; index < list.size(); index++) {
        assertThat(list.entry(index)).isEqualTo(all.entry(list.arrivalOf(index)));
        assertThat(without.get(list.arrivalOf(index))).isFalse();
      }
      for (int index = without.nextSetBit(0); index >= 0; index = without.nextSetBit(index + 1)) {
        assertThat(list.indexOf(all.leaf(index))).isEqualTo(-1);
      }
    }
  }

  @Test
  void every_other_leaf_can_be_shown_to_be_absent_also_at_the_ends() {
    var random = new Random(1);
    for (int size = 0; size <= 40; size++) {
      var list = SampleDraw.random(random, size).list();
      var others = new ArrayList<>(List.of(Hash.parse("0".repeat(64)), Hash.parse("f".repeat(64))));
      for (int i = 0; i < 20; i++) {
        others.add(SampleDraw.hash(random));
      }
      for (Hash other : others) {
        assertThat(list.absence(other).shows(other, list.root())).isTrue();
        assertThat(list.absence(other).shows(other, SampleDraw.sha256("another root"))).isFalse();
      }
    }
  }

  @Test
  void nobody_on_the_list_can_be_shown_to_be_absent() {
    var list = SampleDraw.random(new Random(2), 12).list();
    Hash present = list.leaf(5);
    assertThatThrownBy(() -> list.absence(present)).isInstanceOf(IllegalArgumentException.class);
    var before = new AbsenceProof.Neighbour(list.leaf(4), list.inclusion(4));
    var behind = new AbsenceProof.Neighbour(list.leaf(6), list.inclusion(6));
    assertThat(new AbsenceProof(12, before, behind).shows(present, list.root())).isFalse();
    assertThat(new AbsenceProof(12, null, behind).shows(present, list.root())).isFalse();
    assertThat(new AbsenceProof(12, before, null).shows(present, list.root())).isFalse();
    assertThat(new AbsenceProof(0, null, null).shows(present, list.root())).isFalse();
    assertThat(new AbsenceProof(7, null, null).shows(present, list.root())).isFalse();
  }

  @Test
  void the_order_of_arrival_is_forgotten() {
    var entries = new ArrayList<>(SampleDraw.DEMO_ENTRIES);
    Hash root = SealedList.of(entries).root();
    for (int i = 0; i < 20; i++) {
      Collections.shuffle(entries, new Random(i));
      assertThat(SealedList.of(entries).root()).isEqualTo(root);
    }
  }

  @Test
  void the_same_entry_twice_is_an_error() {
    var twice = List.of(SampleDraw.DEMO_ENTRIES.get(0), SampleDraw.DEMO_ENTRIES.get(1), SampleDraw.DEMO_ENTRIES.get(0));
    assertThatThrownBy(() -> SealedList.of(twice)).hasMessageContaining("two entries have the leaf");
  }

  @Test
  void hashes_that_begin_alike_are_ordered_by_all_their_bytes() {
    var random = new Random(3);
    var hashes = new Hashes(500);
    for (int i = 0; i < hashes.size(); i++) {
      hashes.array()[Hashes.at(i)] = (byte) (i % 2 * 0x80);
      hashes.array()[Hashes.at(i) + 31] = (byte) random.nextInt(256);
    }
    int[] order = HashOrder.of(hashes.size(), hashes::prefix, hashes::compare);
    for (int i = 1; i < order.length; i++) {
      int ascending = hashes.compare(order[i - 1], order[i]);
      assertThat(ascending < 0 || ascending == 0 && order[i - 1] < order[i]).isTrue();
    }
  }
}
