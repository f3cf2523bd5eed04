import race;

int main(int count, char **) { work(count > 1); }
