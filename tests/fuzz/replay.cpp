// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// replay MUTATIONS FOLDER...: a fuzz target without a fuzzer, for every build. Plays
// the texts of a corpus, and so many damaged forms of them: bytes changed, parts cut
// out, doubled, or put in from another. The same ones each time.
// tests/fuzz/run has libFuzzer do it.
#include "tests/fuzz/fuzz.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

namespace {

std::mt19937 random_;
std::vector<std::string> corpus;

size_t below(size_t limit) { return limit ? random_() % limit : 0; }

const std::string &anyText() { return corpus[below(corpus.size())]; }

void damage(std::string &text) {
  const size_t at = below(text.size() + 1);
  const size_t length = below(std::min<size_t>(text.size() - at, 40) + 1);
  const std::string &other = anyText();
  const size_t from = below(other.size());
  switch (random_() % 6) {
  case 0:
    if (at < text.size())
      text[at] = static_cast<char>(random_());
    break;
  case 1:
    if (at < text.size())
      text[at] ^= static_cast<char>(1 << random_() % 8);
    break;
  case 2:
    text.erase(at, length);
    break;
  case 3:
    text.insert(at, text.substr(at, length));
    break;
  case 4:
    text.insert(at, other.substr(from, below(40)));
    break;
  default:
    text.insert(at, below(200), ":\n*'\"{[\\-,=#\xff"[random_() % 14]);
  }
}

void play(const std::string &text) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t *>(text.data()),
                         text.size());
}

} // namespace

int main(int count, char **arguments) {
  if (count < 3)
    return 2;
  std::vector<std::filesystem::path> files;
  for (int i = 2; i < count; ++i)
    for (const auto &entry : std::filesystem::directory_iterator(arguments[i]))
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto &file : files) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    corpus.push_back(text.str());
    play(corpus.back());
  }
  if (corpus.empty())
    return 2;
  const int mutations = std::atoi(arguments[1]);
  for (int i = 0; i < mutations; ++i) {
    std::string text = anyText();
    for (unsigned k = 1 + random_() % 8; k; --k)
      damage(text);
    play(text);
  }
  std::printf("%zu texts, %d damaged ones\n", corpus.size(), mutations);
}
